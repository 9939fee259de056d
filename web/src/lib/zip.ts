/** Several files as one: a zip archive that stores them as they are. */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The CRC-32 of what a file holds. */
export function checksum(content: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of content) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

/** Little-endian numbers: [value, bytes]. */
function numbers(...fields: readonly (readonly [number, 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

const utf8Names = 0x0800;

export async function zipOf(name: string, files: readonly File[]): Promise<File> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  let directorySize = 0;
  for (const file of files) {
    const content = new Uint8Array(await file.arrayBuffer());
    const path = new TextEncoder().encode(file.name);
    // The version that is needed, flags, method "stored", time and date, checksum, both sizes, the name's length, no extra.
    const common = numbers(
      [20, 2],
      [utf8Names, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
      [checksum(content), 4],
      [content.length, 4],
      [content.length, 4],
      [path.length, 2],
      [0, 2],
    );
    const entry = [numbers([0x04034b50, 4]), common, path, content];
    const listed = [
      numbers([0x02014b50, 4], [20, 2]),
      common,
      numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      path,
    ];
    parts.push(...entry);
    directory.push(...listed);
    offset += entry.reduce((sum, part) => sum + part.length, 0);
    directorySize += listed.reduce((sum, part) => sum + part.length, 0);
  }
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [files.length, 2],
    [files.length, 2],
    [directorySize, 4],
    [offset, 4],
    [0, 2],
  );
  return new File([...parts, ...directory, end], name, { type: "application/zip" });
}
