require "socket"

server = TCPServer.new("0.0.0.0", Integer(ENV.fetch("PORT", 8080)))
trap("TERM") { exit }
loop do
  client = server.accept
  path = client.gets.to_s.split[1]
  body = path == "/healthz" ? "ok" : "#{ENV["APP_VERSION"]} #{Process.uid}"
  client.write("HTTP/1.1 200 OK\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
  client.close
end
