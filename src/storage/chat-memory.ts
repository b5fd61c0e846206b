import type { CommandUse } from '../core/ports.ts';
import type { Reader, Writer } from './tables.ts';

/** Uses of commands that are kept. */
export const USES_KEPT = 10_000;

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

/** Writes a use down and lets the oldest go. */
export async function keepUse(writer: Writer, use: CommandUse): Promise<void> {
  const { at, user, chat, operator, command, args, outcome } = use;
  const { seq } = await writer
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
    .returning('seq')
    .executeTakeFirstOrThrow();
  await writer
    .deleteFrom('command_uses')
    .where('seq', '<=', seq - BigInt(USES_KEPT))
    .execute();
}
