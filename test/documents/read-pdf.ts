/** A run of text as a PDF marks it: the tag that assistive technology reads, or `Artifact`, which it does not. */
interface MarkedText {
  tag: string;
  text: string;
}

export interface ReadPdf {
  pages: MarkedText[][];
  /** Everything a screen reader would say, in the order of the pages. */
  spoken: MarkedText[];
  catalog: string;
  fonts: string[];
}

/** Reads an uncompressed, unencrypted PDF of pdfkit's back: no more of the format than its documents use. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const source = Buffer.from(bytes).toString('latin1');
  const objects = new Map(
    [...source.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj$/gm)].map(([, id, body]) => [id!, body!]),
  );
  const fontsById = new Map(
    [...objects].flatMap(([id, body]) => {
      const toUnicode = /\/Type \/Font\n\/Subtype \/Type0[\s\S]*\/ToUnicode (\d+) 0 R/.exec(body)?.[1];
      return toUnicode ? [[id, lettersOf(objects.get(toUnicode)!)] as const] : [];
    }),
  );
  const bodies = [...objects.values()];
  const kids = /\/Kids \[([^\]]*)\]/.exec(bodies.find((body) => body.includes('/Type /Pages'))!)![1]!;
  const pages = [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => {
    const page = objects.get(id!)!;
    const resources = objects.get(/\/Resources (\d+) 0 R/.exec(page)![1]!)!;
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, font]) => [name!, fontsById.get(font!)!]),
    );
    return textIn(objects.get(/\/Contents (\d+) 0 R/.exec(page)![1]!)!, fonts);
  });
  return {
    pages,
    spoken: pages.flat().filter(({ tag }) => tag !== 'Artifact'),
    catalog: bodies.find((body) => body.includes('/Type /Catalog'))!,
    fonts: bodies.flatMap((body) => /\/FontName \/(\S+)[\s\S]*\/FontFile2/.exec(body)?.[1] ?? []),
  };
}

/** Glyph number to the letters it stands for. */
function lettersOf(toUnicode: string): Map<string, string> {
  const letters = new Map<string, string>();
  for (const [, first, list] of toUnicode.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    for (const [index, [, hex]] of [...list!.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const glyph = (Number.parseInt(first!, 16) + index).toString(16).padStart(4, '0');
      const units = hex!.split(' ').map((unit) => Number.parseInt(unit, 16));
      letters.set(glyph, String.fromCharCode(...units));
    }
  }
  return letters;
}

function textIn(contents: string, fonts: Map<string, Map<string, string>>): MarkedText[] {
  const found: MarkedText[] = [];
  let font: Map<string, string> | undefined;
  const steps = /\/(\w+) (?:<<[^>]*>> BDC|BMC)\n|\/(F\d+) [\d.]+ Tf\n|\[([^\]]*)\] TJ/g;
  for (const [, tag, fontName, shown] of contents.matchAll(steps)) {
    if (tag) found.push({ tag, text: '' });
    if (fontName) font = fonts.get(fontName);
    if (shown === undefined) continue;
    const glyphs = [...shown.matchAll(/<([0-9a-f]*)>/g)].flatMap(([, run]) => run!.match(/.{4}/g) ?? []);
    const line = glyphs.map((glyph) => font!.get(glyph) ?? '').join('');
    const run = found.at(-1)!;
    run.text = `${run.text} ${line}`.trim();
  }
  return found.filter(({ text }) => text !== '');
}
