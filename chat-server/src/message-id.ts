import { randomBytes } from "node:crypto";

/** A message's id as clients see it. To them it is opaque; it must survive a URL unescaped. */
export interface MessageId {
  offset: number;
  epoch: string;
}

const pattern = /^(\d{1,15})\.([\w-]{1,40})$/;

export const formatId = ({ offset, epoch }: MessageId): string => `${offset}.${epoch}`;

export function parseId(text: string): MessageId | undefined {
  const [, offset, epoch] = pattern.exec(text) ?? [];
  return offset === undefined || epoch === undefined ? undefined : { offset: Number(offset), epoch };
}

/** A name for a stretch of history in which every offset stands for one message only. */
export const createEpoch = (): string => randomBytes(9).toString("base64url");
