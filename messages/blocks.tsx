import { onOneLine } from './plain-words.ts';

/**
 * What an email is made of: written once, rendered twice, so that the text part and the HTML part cannot say different
 * things. Words are plain: whatever is put in is escaped, and no block carries markup.
 */
export type Block =
  | { heading: string }
  | { paragraph: string }
  /** What the list is of, then its items. */
  | { lead: string; bullets: readonly string[] }
  /** Label and value, one to a line. */
  | { rows: readonly (readonly [label: string, value: string])[] }
  /** The address is shown as it is, so that people see where it goes. */
  | { lead: string; link: string };

/** The text part: blocks with an empty line between them, each bullet on a line of its own. */
export function asText(blocks: readonly Block[]): string {
  return `${blocks.map(blockAsText).join('\n\n')}\n`;
}

function blockAsText(block: Block): string {
  if ('heading' in block) return onOneLine(block.heading);
  if ('paragraph' in block) return onOneLine(block.paragraph);
  if ('bullets' in block) return [block.lead, ...block.bullets.map((item) => `* ${onOneLine(item)}`)].join('\n');
  if ('rows' in block) return block.rows.map(([label, value]) => `${onOneLine(label)}: ${onOneLine(value)}`).join('\n');
  return `${onOneLine(block.lead)}\n${requireLink(block.link)}`;
}

/** The HTML part: the same words, with nothing fetched from anywhere and no style a mail program would refuse. */
export function asHtml(title: string, blocks: readonly Block[]): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{onOneLine(title)}</title>
      </head>
      <body style="font-family: Arial, sans-serif; font-size: 16px; line-height: 1.5; color: #0b0c0c; max-width: 40em">
        {blocks.map((block) => (
          <BlockAsHtml block={block} />
        ))}
      </body>
    </html>
  );
  return `<!doctype html>${page.toString()}`;
}

const BlockAsHtml = ({ block }: { block: Block }) => {
  if ('heading' in block) return <h2 style="font-size: 19px">{onOneLine(block.heading)}</h2>;
  if ('paragraph' in block) return <p>{onOneLine(block.paragraph)}</p>;
  if ('bullets' in block) {
    return (
      <>
        <p>{onOneLine(block.lead)}</p>
        <ul>
          {block.bullets.map((item) => (
            <li>{onOneLine(item)}</li>
          ))}
        </ul>
      </>
    );
  }
  if ('rows' in block) {
    return (
      <table style="border-collapse: collapse">
        <tbody>
          {block.rows.map(([label, value]) => (
            <tr>
              <th scope="row" style="text-align: left; vertical-align: top; padding: 2px 16px 2px 0">
                {onOneLine(label)}
              </th>
              <td style="padding: 2px 0">{onOneLine(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  const address = requireLink(block.link);
  return (
    <p>
      {onOneLine(block.lead)}
      <br />
      <a href={address}>{address}</a>
    </p>
  );
};

/** Throws `RangeError` unless it is a web address with nothing in it that could end it early. Ours are made by code, never typed. */
function requireLink(link: string): string {
  if (!/^https?:\/\/[^\s"'<>\\]+$/.test(link))
    throw new RangeError('A link in an email must be a whole http or https address.');
  return link;
}
