import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { FONT } from './look.ts';

/** A program of its own: reads an SVG from its input and writes a PNG to its output. Started by `png.ts`. */
const fontFiles = [
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
].map((url) => fileURLToPath(url));

const svg = await buffer(process.stdin);
// Without a font file of its own, text would be missing without a word.
const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT };
process.stdout.write(new Resvg(svg, { font }).render().asPng());
