import type { InlineKeyboardButton } from 'grammy/types';
import { clip, oneLine } from '../../core/clip.ts';
import type { Button } from '../../core/message.ts';

/** Bytes that Telegram carries back with a press. */
const DATA_BYTES = 64;
const LABEL_LENGTH = 40;
const IN_A_ROW = 2;

/** Buttons as Telegram takes them, two in a row. One whose action is too long is left out: it would cost the message. */
export function keyboardOf(buttons: readonly Button[]): { inline_keyboard: InlineKeyboardButton[][] } {
  const keys = buttons
    .filter(({ action }) => action !== '' && Buffer.byteLength(action) <= DATA_BYTES)
    .map(({ label, action }) => ({ text: clip(oneLine(label), LABEL_LENGTH), callback_data: action }));
  const rows: InlineKeyboardButton[][] = [];
  for (let i = 0; i < keys.length; i += IN_A_ROW) rows.push(keys.slice(i, i + IN_A_ROW));
  return { inline_keyboard: rows };
}
