import { clip, oneLine } from '../../core/clip.ts';
import type { Button } from '../../core/message.ts';

// https://docs.discord.com/developers/components/reference: 5 rows of 5 buttons, label 80, custom id 100.
const ROWS = 5;
const BUTTONS_IN_ROW = 5;
const LABEL_LENGTH = 80;
const CUSTOM_ID_LENGTH = 100;
const ACTION_ROW = 1;
const BUTTON = 2;
const SECONDARY = 2;

/** Rows of buttons as Discord's API takes them. What it would refuse (a custom id too long, or twice) is left out. */
export function buttonRows(buttons: readonly Button[]) {
  const byAction = new Map(buttons.map((button) => [button.action, button]));
  const kept = [...byAction.values()]
    .filter(({ action, label }) => action.length > 0 && action.length <= CUSTOM_ID_LENGTH && label !== '')
    .slice(0, ROWS * BUTTONS_IN_ROW)
    .map(({ action, label }) => ({
      type: BUTTON,
      style: SECONDARY,
      label: clip(oneLine(label), LABEL_LENGTH),
      custom_id: action,
    }));
  return Array.from({ length: Math.ceil(kept.length / BUTTONS_IN_ROW) }, (_row, i) => ({
    type: ACTION_ROW,
    components: kept.slice(i * BUTTONS_IN_ROW, (i + 1) * BUTTONS_IN_ROW),
  }));
}
