import { clip, oneLine } from '../core/clip.ts';
import { escapeControls } from '../core/escape.ts';
import { INK } from './look.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** Not even escaped may XML hold them (XML 1.0, section 2.2); of the other such characters `escapeControls` leaves none. */
const NONCHARACTERS = /[\ufffe\uffff]/g;

export interface TextStyle {
  readonly x: number;
  readonly y: number;
  /** Pixels; 28 is the least that a phone shows readably. */
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
  /** Where `x` is in the text. */
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** A line of text at a place, `y` being its base line. The text may be anything: it is clipped and escaped. */
export function svgText(
  text: string,
  maxUnits: number,
  { x, y, size, bold = false, color = INK.text, anchor = 'start' }: TextStyle,
): string {
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}"${weight} fill="${color}" text-anchor="${anchor}">${escapeXml(text, maxUnits)}</text>`;
}

/** Any text on one line as the content of an XML element or attribute, of at most `maxUnits` UTF-16 units when read. */
function escapeXml(text: string, maxUnits: number): string {
  const shown = clip(escapeControls(oneLine(clip(text, maxUnits))), maxUnits);
  return shown.replace(NONCHARACTERS, '\ufffd').replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}

/** A coordinate, to a tenth of a pixel. */
export function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
