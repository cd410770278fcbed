import type { Language } from "../shared/language.ts";

export const pythonLanguage: Language = {
  name: "Python",
  files: /\.py$/,
  notRun: /^tools\/|(^|\/)(test_[^/]*|[^/]*_test|tests?|conftest|setup|noxfile|fabfile)\.py$/,
  foldersNotRun: ["migrations", "alembic", "venv", ".venv", "env", "site-packages", "scripts"],
  comments: /^[ \t]*#.*$/gm,
  sourcesOf: () => [],
  port: {
    defaults: [
      /["']PORT["']\s*,\s*(?:default\s*=\s*)?["']?(\d{2,5})\b/g, // os.environ.get("PORT", 5000)
      /["']PORT["']\s{0,9}\)?\s{0,9}or\s{1,9}["']?(\d{2,5})\b/g, // os.getenv("PORT") or 5000
      /["']PORT["']\s{0,9}:\s{0,9}["']?(\d{4,5})\b/g, // DEFAULTS = {"PORT": "8081"}
    ],
    fixed: [
      /\bport\s*=\s*(?:int\()?os\.(?:environ\.get|getenv)\(\s*["'][A-Z_]{1,60}["']\s*,\s*["']?(\d{2,5})\b/g, // port=os.environ.get("WEB_PORT", 9090)
      /(?:^|[.\s])run\([^)\n]{0,200}\bport\s*=\s*(\d{2,5})\b/g,
      /["']name["']\s{0,4}:\s{0,4}["']port["']\s{0,4},\s{0,40}["']default(?:_value)?["']\s{0,4}:\s{0,4}["']?(\d{4,5})\b/gi, // { "name": "PORT", "default": 5000 }
      /\badd_(?:in)?secure_port\(\s{0,9}f?["'][^"'\n]{0,40}:(\d{4,5})["']/g, // of gRPC
      /\bserver\.socket_port["']?\s{0,3}[:=]\s{0,3}(\d{2,5})\b/g, // of CherryPy
      /\b(?:run_app|serve|run_simple|start_server)\([^)\n]{0,200}\bport\s*=\s*(\d{4,5})\b/g, // of aiohttp, Waitress and asyncio
      /\b(?:Threading|Forking)?(?:WSGIServer|HTTPServer|TCPServer|make_server|run_simple|start_server|create_server)\([^\n]{0,60}?["'][\w.]{0,40}["'],\s{0,3}(\d{4,5})\b/g,
      /\.listen\(\s{0,20}(?:port\s{0,3}=\s{0,3})?(\d{4,5})\b/g, // of Tornado
      /^(?:DEFAULT_)?PORT\s*=\s*(\d{2,5})\b/gm,
      /^[ \t]{0,9}(?:\w{1,20}_)?(?:server|listen|http|web)?_?port\s{0,3}=\s{0,3}(\d{4,5})$/gim,
      /\bdefine\(\s{0,20}["']port["'],\s{0,20}(?:default\s{0,3}=\s{0,3})?(\d{4,5})\b/g, // of Tornado
      /["']--port["'][^)]{0,200}?\bdefault\s{0,3}=\s{0,3}["']?(\d{4,5})\b/g, // of argparse and Click
      /["'](?:bind|listen|(?:listen|bind|http|server)_addr(?:ess)?)["'][^\n]{0,60}["'][\w.]{0,60}:(\d{4,5})["']/g, // ("bind", str, "127.0.0.1:8080")
    ],
    read: /\b(?:environ|getenv)\b[^\n]{0,20}["']PORT["']/g,
    variables: true,
  },
  loopback:
    /(?:^|[.\s])run\([^)\n]{0,200}\bhost\s*=\s*["'](?:localhost|127\.0\.0\.1)["']|\b(?:WSGIServer|HTTPServer|TCPServer|make_server|run_simple|start_server|add_insecure_port)\([^\n]{0,60}?["'](?:localhost|127\.0\.0\.1)\b|["']--(?:host|interface|address|ip|bind-address|listen-address)["'][^()]{0,120}?\bdefault\s{0,3}=\s{0,3}["'](?:127\.0\.0\.1|localhost)["']|["'](?:bind|listen)["'][^\n]{0,60}["'](?:localhost|127\.0\.0\.1):\d/g,
  loopbackHost: /["']HOST["']\s*,\s*["'](?:localhost|127\.0\.0\.1)["']/g,
  variables: {
    reads: [
      /\benviron\[["']([A-Z][A-Z0-9_]+)["']\]/g,
      /\b(?:environ\.get|getenv|config|env(?:\.[a-z_]{2,20})?)\(\s*["']([A-Z][A-Z0-9_]+)["']/g,
    ],
    // What a value is made of is no default.
    optionalAfter:
      /^\s*(?:,(?!\s{0,9}(?:cast\s{0,9}=[^,\n]{1,60}|(?:cast\s{0,9}=\s{0,9})?(?:str|int|bool|float|Secret|URL|CommaSeparatedStrings))\s{0,9}\)\s{0,9}$)|\)\s*or\b|=\s)/,
    testedAfter: /^[)\s]*(?:is\b|==|!=|in\b)/,
    // A function or another variable stands in for it.
    testedBefore:
      /(?:\b(?:if|not|and|or)\s{1,9}|\w_or_\w{1,20}\(|\b(?:get|getenv)\(\s{0,9}["']\w{1,80}["']\s{0,9},\s{0,9})(?:os\.)?$/,
    // What is looked at before it is used; that which ends the program where it lacks is needed.
    testedLater: ["if %:", "if not %:", "if % is ", "if % and ", "if % in "],
    sets: [
      /\benviron\[["']([A-Z][A-Z0-9_]+)["']\]\s{0,9}=(?!=)/g,
      /\benviron\.setdefault\(\s{0,9}["']([A-Z][A-Z0-9_]+)["']/g,
    ],
    helpers: [
      // Django does not start without one, whatever its settings do in its place.
      {
        calls:
          /^SECRET_KEY\s{0,3}=\s{0,3}[\w.]{1,40}\(\s{0,20}["']([A-Z][A-Z0-9_]+)["'](?:, ?(?:default=)?(?:""|''|None))?/gm,
        optional: /^(?:\s{0,9},|\)\s{0,9}or\b(?!\s{0,9}(?:None|""|'')))/,
      },
      {
        calls:
          /\b(?!(?:set|un|has|is)_)(?:\w{1,14}_env(?:_\w{1,20})?|env_\w{1,20})\(\s{0,40}["']([A-Z][A-Z0-9_]+)["']/g,
        optional: /^\s{0,9}(?:,|\)\s{0,9}or\b)/,
      },
    ],
    schemas: [
      {
        // django-environ is told types and defaults of its variables first.
        inFiles: /\bEnv\($/m,
        field: /^[ \t]{2,20}([A-Z][A-Z0-9_]{1,80})=\((?=\w)/gm,
        optional: /^/,
      },
      {
        inFiles: /\bBaseSettings\b|^class \w{1,80}\([^)\n]{0,80}Settings\)/m,
        inClass: /^(class) \w{1,80}\([^)\n]{0,80}Settings\)/gm,
        madeOf: "BaseSettings",
        prefix: /\benv_prefix\s{0,9}=\s{0,9}["'](\w{1,40})["']/,
        field: /^ {4}([a-zA-Z][a-zA-Z0-9_]*)\s*:\s*(?=[A-Za-z])/gm,
        called: /\b(?:env|alias|validation_alias)\s{0,9}=\s{0,9}["'](\w{1,80})["']/,
        optional:
          /^[^=\n]{0,120}=(?![ \t]{0,9}Field\()|\bOptional\b|\bNone\b|\bClassVar\b|\bField\(\s{0,40}["'\d[{TF]|\bdefault(?:_factory)?\s{0,9}=/,
      },
    ],
  },
  health: [],
  stops: /\bsignal\.SIGTERM\b|\bSIGTERM\b/g,
  writes: [
    /\b(?:makedirs|mkdir)\(\s*["']\.?\/?([\w-]+)\/?["']/g,
    /(?<!settings\.)\b(?:UPLOAD_FOLDER|MEDIA_ROOT)\b[^\n]{0,60}["']\.?\/?(?![A-Z][A-Z0-9_]{2,60}["'])([\w-]+)\/?["']/g,
  ],
};
