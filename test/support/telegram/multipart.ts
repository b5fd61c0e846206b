/** A form as the Bot API takes uploads: values by name, files by the name of their part. */
export interface Form {
  readonly values: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Reads multipart/form-data by hand: grammY leaves out the space after colons, which stricter readers refuse. */
export function readMultipart(body: Buffer, contentType: string): Form {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const values: Record<string, string> = {};
  const files = new Map<string, Buffer>();
  const mark = Buffer.from(`--${boundary}`);
  let start = body.indexOf(mark);
  while (start !== -1) {
    const end = body.indexOf(mark, start + mark.length);
    if (end === -1) break;
    const part = body.subarray(start + mark.length + 2, end - 2);
    const split = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, split).toString('utf8');
    const content = part.subarray(split + 4);
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    if (/filename=/.test(head)) files.set(name, Buffer.from(content));
    else values[name] = content.toString('utf8');
    start = end;
  }
  return { values, files };
}
