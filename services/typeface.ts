import { readFile } from 'node:fs/promises';

/**
 * DejaVu Sans, which every document is set in, as the bytes of its two TrueType files. They are files and no part of the code, so
 * that a function which makes no document never reads 1.5 MB. A Lambda has them beside its code, where
 * `infra/service-function.ts` puts them; anywhere else they are where the package was installed. Read once.
 */
export function typeface(): Promise<{ regular: Uint8Array; bold: Uint8Array }> {
  read ??= readBoth();
  return read;
}

let read: ReturnType<typeof readBoth> | undefined;

/** `FONT_FILES` of `infra/service-function.ts` names the same: change one and you have to change the other. */
const FOLDERS = ['./', '../node_modules/dejavu-fonts-ttf/ttf/'];

async function readBoth() {
  const [regular, bold] = await Promise.all([readFont('DejaVuSans.ttf'), readFont('DejaVuSans-Bold.ttf')]);
  return { regular, bold };
}

async function readFont(name: string): Promise<Uint8Array> {
  const tried: unknown[] = [];
  for (const folder of FOLDERS) {
    try {
      return await readFile(new URL(`${folder}${name}`, import.meta.url));
    } catch (reason) {
      tried.push(reason);
    }
  }
  throw new AggregateError(tried, `The font ${name} is missing: install the packages, or deploy the function again`);
}
