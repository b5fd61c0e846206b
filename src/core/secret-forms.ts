/** Shorter secrets are looked for as whole words only: a secret of one letter must not shred every line. */
export const MIN_PART_LENGTH = 6;

const KEY_PREFIX = /^(?:whsec|whpk|whsk)_/;
const MIN_LINE_LENGTH = 16;

// Escape sequences of terminals (CSI, OSC), controls, and everything that Unicode says to show as nothing.
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\p{Cc}\p{DI}\p{Zl}\p{Zp}\ufff9-\ufffb]/u;

/** Matches each piece of hidden text. */
export const EACH_HIDDEN = new RegExp(HIDDEN.source, 'gu');

/** Every text a secret may appear as, itself included; empty texts left out. */
export function formsOf(secret: string): ReadonlySet<string> {
  const forms = new Set<string>();
  for (const value of valuesOf(secret)) {
    forms.add(value);
    if (value.length < MIN_PART_LENGTH) continue;
    forms.add(value.replace(EACH_HIDDEN, ''));
    forms.add(JSON.stringify(value).slice(1, -1));
    const percent = encodeURIComponent(value.toWellFormed());
    forms.add(percent).add(percent.replaceAll('%20', '+'));
  }
  for (const value of new Set([secret, withoutPrefix(secret)])) {
    if (value.length < MIN_PART_LENGTH) continue;
    for (const piece of base64Pieces(new TextEncoder().encode(value)))
      forms.add(piece).add(toBase64Url(piece));
  }
  forms.delete('');
  return forms;
}

/** The secret, and what of it stands alone: without spaces around, without its prefix or padding, line by line. */
function valuesOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  const bare = withoutPrefix(secret);
  const unpadded = bare.replace(/(?<!=)={1,2}$/, '');
  const lines = trimmed.includes('\n') ? trimmed.split(/\r?\n/) : [];
  const keyLines = lines.filter((line) => line.length >= MIN_LINE_LENGTH && !line.startsWith('-----'));
  return [secret, trimmed, bare, unpadded, toBase64Url(bare), ...keyLines];
}

function withoutPrefix(secret: string): string {
  return secret.trim().replace(KEY_PREFIX, '');
}

/** What base64 makes of the bytes, wherever they stand in a longer text (`user:SECRET`, say): three alignments. */
function base64Pieces(bytes: Uint8Array): readonly string[] {
  const whole = base64(bytes);
  const pieces = [0, 1, 2].map((offset) => {
    const shifted = new Uint8Array(offset + bytes.length);
    shifted.set(bytes, offset);
    // Characters that share bits with a neighbour's byte are not the secret's alone.
    return base64(shifted).slice(offset === 0 ? 0 : offset + 1, Math.floor((shifted.length * 8) / 6));
  });
  return [whole, ...pieces.filter((piece) => piece.length >= MIN_PART_LENGTH)];
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function toBase64Url(base64: string): string {
  return base64
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/(?<!=)={1,2}$/, '');
}
