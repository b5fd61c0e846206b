import { FONT, HEIGHT, INK, MARGIN, SIZE, WIDTH } from './look.ts';
import { svgText } from './svg-text.ts';

const TITLE_Y = 88;
const SUBTITLE_Y = 138;
/** Pixels from the top, from where on the card is free. */
export const HEAD_END = SUBTITLE_Y + 48;
/** As many letters as the width holds, with a font whose letters are on average 0.7 (bold) or 0.61 of its size wide. */
const TITLE_UNITS = 33;
const SUBTITLE_UNITS = 53;

interface CardHead {
  readonly title: string;
  readonly subtitle: string;
}

/** A whole SVG: the card with its head, any text, and in it `parts`, of which the empty ones are left out. */
export function card(head: CardHead, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="${FONT}" fill="none">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${INK.card}"/>`,
    `<rect x="2" y="2" width="${WIDTH - 4}" height="${HEIGHT - 4}" stroke="${INK.edge}" stroke-width="4"/>`,
    headOf(head),
    ...parts,
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headOf({ title, subtitle }: CardHead): string {
  const [x, width] = [MARGIN, WIDTH - 2 * MARGIN];
  return [
    `<clipPath id="card"><rect x="${x}" y="0" width="${width}" height="${HEIGHT}"/></clipPath>`,
    '<g clip-path="url(#card)">',
    svgText(title, TITLE_UNITS, { x, y: TITLE_Y, size: SIZE.title, bold: true }),
    svgText(subtitle, SUBTITLE_UNITS, { x, y: SUBTITLE_Y, size: SIZE.text, color: INK.muted }),
    '</g>',
  ].join('\n');
}
