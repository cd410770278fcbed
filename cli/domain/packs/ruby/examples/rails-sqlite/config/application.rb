module Notes
  class Application < Rails::Application
  end
end
