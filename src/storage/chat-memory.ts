import { z } from 'zod';
import { PLATFORMS, USE_OUTCOMES, type CommandUse, type CommandUsesReader } from '../core/chat.ts';
import type { Reader, Writer } from './tables.ts';

/** Uses of commands that are kept. */
export const USES_KEPT = 10_000;
/** Of them those of strangers, so that a crowd of them can't push the operators' out. */
export const STRANGERS_KEPT = 2_000;

const Platform = z.enum([...PLATFORMS, 'command line']);
const Outcome = z.enum(USE_OUTCOMES);

/** What a channel kept under a name; `null`: nothing. */
export async function recallMemory(reader: Reader, channel: string, name: string): Promise<string | null> {
  const row = await reader
    .selectFrom('channel_memory')
    .select('value')
    .where('channel', '=', channel)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? null;
}

export async function keepMemory(
  writer: Writer,
  channel: string,
  name: string,
  value: string,
): Promise<void> {
  await writer
    .insertInto('channel_memory')
    .values({ channel, name, value })
    .onConflict((conflict) => conflict.columns(['channel', 'name']).doUpdateSet({ value }))
    .execute();
}

/** Writes a use down and lets the oldest of its kind go. */
export async function keepUse(writer: Writer, use: CommandUse): Promise<void> {
  const { at, user, chat, operator, command, args, outcome } = use;
  await writer
    .insertInto('command_uses')
    .values({
      at,
      platform: user.platform,
      user_id: user.id,
      user_name: user.name,
      chat,
      operator,
      command,
      args,
      outcome,
    })
    .execute();
  const [kind, kept] =
    operator === null ? (['is', STRANGERS_KEPT] as const) : (['is not', USES_KEPT - STRANGERS_KEPT] as const);
  const oldest = await writer
    .selectFrom('command_uses')
    .select('seq')
    .where('operator', kind, null)
    .orderBy('seq', 'desc')
    .offset(kept)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  await writer
    .deleteFrom('command_uses')
    .where('operator', kind, null)
    .where('seq', '<=', oldest.seq)
    .execute();
}

/** Newest first. */
export async function readUses(
  reader: Reader,
  { since, until, limit }: Parameters<CommandUsesReader['uses']>[0],
): Promise<readonly CommandUse[]> {
  const rows = await reader
    .selectFrom('command_uses')
    .selectAll()
    .where('at', '>=', BigInt(since))
    .where('at', '<', BigInt(until))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    at: Number(row.at),
    user: { platform: Platform.parse(row.platform), id: row.user_id, name: row.user_name },
    chat: row.chat,
    operator: row.operator,
    command: row.command,
    args: row.args,
    outcome: Outcome.parse(row.outcome),
  }));
}
