import type { Facts } from "../packs/pack.ts";
import { assumed, type ProjectTree, withoutPaths } from "../packs/tree.ts";
import { readable } from "./folders.ts";

/** Packages by which a program is in a chat with people: it asks the chat's servers, and nobody asks it. */
const packages: ReadonlySet<string> = new Set([
  ...["telegraf", "grammy", "discord.js", "eris", "oceanic.js", "node-telegram-bot-api", "whatsapp-web.js", "tmi.js"],
  ...["python-telegram-bot", "aiogram", "pytelegrambotapi", "telethon", "pyrogram", "discord.py", "discord", "py-cord"],
  ...["disnake", "nextcord", "hikari", "twitchio"],
  ...[
    "github.com/bwmarrin/discordgo",
    "gopkg.in/telebot.v3",
    "gopkg.in/tucnak/telebot.v2",
    "github.com/mymmrac/telego",
  ],
  ...["github.com/go-telegram-bot-api/telegram-bot-api", "github.com/go-telegram-bot-api/telegram-bot-api/v5"],
  ...["github.com/go-telegram/bot"],
]);

/** Whether a program whose port nothing tells is a bot, and so has none. */
export function isBot(tree: ProjectTree, { port }: Pick<Facts, "port">): boolean {
  if (port.at !== assumed) return false;
  const own = withoutPaths(tree, (path) => path === "Dockerfile");
  const names = readable(own)?.pack.describe(own).dependencies.names ?? [];
  return [...names].some((name) => packages.has(name));
}
