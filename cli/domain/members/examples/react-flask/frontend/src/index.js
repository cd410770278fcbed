import { createRoot } from 'react-dom/client';

fetch('/notes').then(async (answer) => createRoot(document.getElementById('root')).render(await answer.text()));
