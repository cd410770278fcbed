defmodule Echo.Server do
  require Logger

  def listen(port) do
    {:ok, socket} = :gen_tcp.listen(port, [:binary, packet: :http_bin, active: false, reuseaddr: true])
    Logger.info("#{Application.fetch_env!(:echo, :greeting)} at #{port}")
    accept(socket)
  end

  defp accept(socket) do
    {:ok, client} = :gen_tcp.accept(socket)
    spawn(fn -> answer(client) end)
    accept(socket)
  end

  # GET "/healthz" is answered like every other path.
  defp answer(client) do
    {:ok, {:http_request, _method, {:abs_path, path}, _version}} = :gen_tcp.recv(client, 0)
    body = if path == "/healthz", do: "ok", else: path
    :gen_tcp.send(client, "HTTP/1.0 200 OK\r\nContent-Length: #{byte_size(body)}\r\n\r\n#{body}")
    :gen_tcp.close(client)
  end
end
