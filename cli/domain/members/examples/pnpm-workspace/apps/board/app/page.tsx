import { title } from '@acme/ui';

export default () => <h1>{title}</h1>;
