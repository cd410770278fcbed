import http.server
import os

mail = os.environ["MAIL_ADDRESS"]
http.server.ThreadingHTTPServer(("", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
