Mail.token = ENV.fetch("MAIL_TOKEN")
