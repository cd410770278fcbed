Rails.application.configure do
  config.secret = ENV["DEVELOPER_SECRET"]
end
