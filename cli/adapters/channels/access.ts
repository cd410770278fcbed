import type { Server } from "../../core/http.ts";

/** How a channel is reached, and what is said where it is not. */
export type ChannelAccess = Pick<Server, "env" | "signal" | "hint" | "timeoutMs">;
