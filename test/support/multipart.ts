/** A file of a form. */
export interface Upload {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A form as chat platforms take uploads: values and files by the names of their parts. */
export interface Form {
  readonly values: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Upload>;
}

/** Reads multipart/form-data by hand: grammY leaves out the space after colons, which stricter readers refuse. */
export function readMultipart(body: Buffer, contentType: string): Form {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const values: Record<string, string> = {};
  const files = new Map<string, Upload>();
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
    const filename = /filename="?([^";\r\n]*)/.exec(head)?.[1];
    if (filename === undefined) values[name] = content.toString('utf8');
    else {
      const type = /content-type: *(\S+)/i.exec(head)?.[1] ?? '';
      files.set(name, { filename, contentType: type, bytes: Buffer.from(content) });
    }
    start = end;
  }
  return { values, files };
}
