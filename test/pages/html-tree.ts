/** An element as far as it matters to a browser: attributes sorted, class names as a set, text without indentation. */
export type HtmlElement = { tag: string; attributes: Record<string, string>; children: HtmlNode[] };
export type HtmlNode = HtmlElement | string;

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

/** Between two of these a space shows on the page; next to anything else it is only indentation. */
const INLINE = new Set(['a', 'abbr', 'b', 'code', 'em', 'i', 'kbd', 'small', 'span', 'strong', 'time']);

/** Everything inside is text and every space of it counts. */
const RAW_TEXT = new Set(['textarea', 'script', 'style']);

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const decoded = (text: string) =>
  text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return ENTITIES[name] ?? whole;
  });

const attributesOf = (source: string): Record<string, string> => {
  const found = [...source.matchAll(/([^\s=/]+)(?:\s*=\s*"([^"]*)")?/g)].map(
    ([, name, value = '']): [string, string] => [
      name!,
      name === 'class' ? [...new Set(value.split(/\s+/).filter(Boolean))].sort().join(' ') : decoded(value),
    ],
  );
  const names = found.map(([name]) => name);
  if (new Set(names).size < names.length) throw new Error(`An attribute is given twice: ${source}`);
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
};

/**
 * A piece of HTML as a tree, so that two pieces can be compared for what they mean. It reads what GOV.UK Frontend's fixtures and our
 * components are made of: quoted attributes, every element closed. Throws on anything else, rather than guess.
 */
export const htmlTree = (html: string): HtmlNode[] => {
  const root: HtmlElement = { tag: '', attributes: {}, children: [] };
  const open = [root];
  const tags = /<!--[\s\S]*?-->|<(\/?)([a-z][\w-]*)((?:\s+[^\s=>/]+(?:\s*=\s*"[^"]*")?)*)\s*(\/?)>/gi;
  let at = 0;
  for (const match of html.matchAll(tags)) {
    const [whole, slash, name, attributes] = match;
    const parent = open.at(-1)!;
    if (RAW_TEXT.has(parent.tag) && !(slash && name === parent.tag)) continue;
    addText(parent, html.slice(at, match.index));
    at = match.index + whole.length;
    if (name === undefined) continue;
    if (slash) {
      if (parent.tag !== name) throw new Error(`</${name}> closes <${parent.tag}>`);
      open.pop();
    } else {
      const element: HtmlElement = { tag: name, attributes: attributesOf(attributes ?? ''), children: [] };
      parent.children.push(element);
      // SVG closes its elements as XML does.
      if (!VOID.has(name) && !match[4]) open.push(element);
    }
  }
  addText(root, html.slice(at));
  if (open.length > 1) throw new Error(`<${open.at(-1)!.tag}> is never closed`);
  return withoutIndentation(root).children;
};

const addText = (parent: HtmlElement, text: string) => {
  if (text === '') return;
  if (!RAW_TEXT.has(parent.tag) && /<\/?[a-z]/i.test(text)) throw new Error(`Cannot read: ${text}`);
  const last = parent.children.at(-1);
  if (typeof last === 'string') parent.children[parent.children.length - 1] = last + decoded(text);
  else parent.children.push(decoded(text));
};

const isInline = (node: HtmlNode | undefined) => typeof node === 'object' && INLINE.has(node.tag);

const withoutIndentation = (element: HtmlElement): HtmlElement => {
  if (RAW_TEXT.has(element.tag)) return element;
  const children = element.children
    .map((child, index, all) => {
      if (typeof child !== 'string') return withoutIndentation(child);
      let text = child.replace(/[ \t\r\n]+/g, ' ');
      if (!isInline(all[index - 1])) text = text.replace(/^ /, '');
      if (!isInline(all[index + 1])) text = text.replace(/ $/, '');
      return text;
    })
    .filter((child) => child !== '');
  return { ...element, children };
};
