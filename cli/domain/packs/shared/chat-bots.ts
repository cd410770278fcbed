/** Packages by which a program is in a chat with people: it asks the chat's servers, and nobody asks it. */
export const botPackages: ReadonlySet<string> = new Set([
  ...["telegraf", "grammy", "discord.js", "eris", "oceanic.js", "node-telegram-bot-api", "whatsapp-web.js", "tmi.js"],
  ...["python-telegram-bot", "aiogram", "pytelegrambotapi", "telethon", "pyrogram", "discord.py", "discord", "py-cord"],
  ...["disnake", "nextcord", "hikari", "twitchio", "slack-bolt"],
  ...["discordrb", "telegram-bot-ruby", "slack-ruby-bot"],
  ...[
    "github.com/bwmarrin/discordgo",
    "gopkg.in/telebot.v3",
    "gopkg.in/tucnak/telebot.v2",
    "github.com/mymmrac/telego",
  ],
  ...["github.com/go-telegram-bot-api/telegram-bot-api", "github.com/go-telegram-bot-api/telegram-bot-api/v5"],
  ...["github.com/go-telegram/bot"],
]);
