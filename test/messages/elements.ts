/**
 * The elements of an HTML document in order, each with the names of its attributes: what a browser would build, whatever
 * text stands in it. Reads tags as the HTML standard does: a quoted attribute may hold `<` and `>`.
 */
export function elementsOf(html: string): string[] {
  const elements: string[] = [];
  const tag = /<(\/?[a-zA-Z!][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|<(?=[a-zA-Z/!?])/g;
  for (const [whole, name, rest = ''] of html.matchAll(tag)) {
    if (name === undefined) {
      elements.push(`unfinished ${whole}`);
      continue;
    }
    const attributes = [...rest.replace(/"[^"]*"|'[^']*'/g, '""').matchAll(/[^\s=/"]+/g)].map(
      ([attribute]) => attribute,
    );
    elements.push([name.toLowerCase(), ...attributes].join(' '));
  }
  return elements;
}

/** The words a reader of the HTML sees, on one line. */
export function wordsOf(html: string): string {
  return html
    .replace(/<head>.*?<\/head>/s, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]!,
    )
    .replace(/\s+/g, ' ')
    .trim();
}
