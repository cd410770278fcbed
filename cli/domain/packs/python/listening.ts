/** What programs listen by that are no application for a server of others. */
export const listening =
  /\b(web\.run_app|uvicorn\.run|asyncio\.start_server|ThreadingHTTPServer|HTTPServer|make_server|asgineer\.run|hypercorn|waitress\.serve)\(|\bfrom (waitress) import serve\b/g;
