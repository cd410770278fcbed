defmodule Echo.Application do
  use Application

  def start(_type, _arguments) do
    port = String.to_integer(System.get_env("PORT") || "4040")
    children = [{Task, fn -> Echo.Server.listen(port) end}]
    Supervisor.start_link(children, strategy: :one_for_one)
  end
end
