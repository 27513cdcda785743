import { describe, expect, it } from 'vitest';
import { directoryCsv, readDirectoryFile } from '../../documents/directory-csv.ts';
import { type Directory, directorySchema } from '../../escalation/directory.ts';
import { differenceBetween, isNoDifference } from '../../escalation/directory-difference.ts';
import { DIRECTORY_COLUMNS, directoryFrom } from '../../escalation/directory-rows.ts';
import partnerships from '../../partnerships/index.json' with { type: 'json' };
import { agencyRow, boardRows, directoryOf, postRow, row } from '../escalation/directories.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const header = DIRECTORY_COLUMNS.join(',');
const board =
  'Tarnshire Safeguarding Partnership,board,,no,no,board.tarn.example,business-manager,Bea Unit,unit@board.tarn.example,,,,,';

/** The directory in a file, or why it was refused. */
function read(bytes: Uint8Array): Directory {
  const file = readDirectoryFile(bytes);
  if ('refused' in file) throw new Error(file.refused);
  const { directory, problems } = directoryFrom(file.rows, file);
  expect(problems).toEqual([]);
  return directory;
}

describe('an export of the directory', () => {
  const samples = partnerships.map(
    ({ partnership, directory }) => [partnership.id, directorySchema.parse(directory)] as const,
  );

  it.each(samples)('changes nothing when it is imported: %s', (_, directory) => {
    expect(isNoDifference(differenceBetween(directory, read(utf8(directoryCsv(directory)))))).toBe(true);
  });

  it('S10: writes what a spreadsheet would run as words, and reads the words again', () => {
    const directory = directoryOf([
      ...boardRows,
      agencyRow('=HYPERLINK("https://x.example")', 'charity', 'lantern.example'),
      postRow('=HYPERLINK("https://x.example")', 'line-manager', '+Una @Plus', 'una@lantern.example'),
    ]);
    const csv = directoryCsv(directory);

    expect(csv).toContain(`"'=HYPERLINK(""https://x.example"")"`);
    expect(csv).toContain(`"'+Una @Plus"`);
    expect(isNoDifference(differenceBetween(directory, read(utf8(csv))))).toBe(true);
  });

  it('keeps a site that no post names, an empty post, a delegation and whose turn it is', () => {
    const directory = directoryOf([
      ...boardRows,
      agencyRow('Tarn Trust', 'hospital-trust', 'trust.example', { site: 'North' }),
      row({ agency: 'Tarn Trust', site: 'South' }),
      row({
        agency: 'Tarn Trust',
        role: 'senior-manager',
        delegated_to: 'Tarnshire Safeguarding Partnership: business-manager',
      }),
      postRow('Tarn Trust', 'line-manager', 'Zoe First', 'zoe@trust.example', { site: 'North' }),
      postRow('Tarn Trust', 'line-manager', 'Abe Second', 'abe@trust.example', {
        site: 'North',
        absent_from: '2026-01-05',
      }),
    ]);

    const again = read(utf8(directoryCsv(directory)));

    expect(isNoDifference(differenceBetween(directory, again))).toBe(true);
    expect(again.posts.map(({ name }) => name)).toEqual(['Bea Unit', 'Zoe First', 'Abe Second']);
    expect(again.agencies[1]!.sites.sort()).toEqual(['North', 'South']);
  });
});

describe('a file as people have it', () => {
  const lines = `${header}\r\n${board}\r\n`;
  const withAccent = `${lines}Caf\u00e9 Trust,charity,,no,no,cafe.example,line-manager,Zo\u00eb Na\u00efve,zoe@cafe.example,,,,,\r\n`;
  const windows1252 = Uint8Array.from(withAccent, (letter) => letter.charCodeAt(0));
  const utf16 = Uint8Array.from([0xff, 0xfe, ...Buffer.from(withAccent.replaceAll(',', '\t'), 'utf16le')]);

  it.each([
    ['UTF-8', utf8(withAccent), 'UTF-8, with commas'],
    ['UTF-8 with its mark', utf8(`\ufeff${withAccent}`), 'UTF-8, with commas'],
    ['Windows-1252, from Excel', windows1252, 'Windows-1252, with commas'],
    ['Unicode text, from Excel', utf16, 'Unicode text, with tabs'],
    ['with semicolons', utf8(withAccent.replaceAll(',', ';')), 'UTF-8, with semicolons'],
    [
      'with quotation marks and capitals in the header',
      utf8(withAccent.replace(header, header.toUpperCase().replace(/[^,]+/g, '"$&"'))),
      'UTF-8, with commas',
    ],
  ])('is read: %s', (_, bytes, readAs) => {
    const file = readDirectoryFile(bytes);

    expect(file).toMatchObject({ readAs: `${readAs} between the cells` });
    expect(read(bytes).posts.at(-1)).toMatchObject({ name: 'Zo\u00eb Na\u00efve' });
  });

  it('leaves out empty lines and counts them, so that a problem names the row of the spreadsheet', () => {
    const file = readDirectoryFile(
      utf8(`${header}\n${board}\n\n,,,,,,,,,,,,,\nTarn School,,,,,,practitioner,,,,,,,\n`),
    );

    expect(file).toMatchObject({ rowNumbers: [2, 5] });
    if ('refused' in file) throw new Error(file.refused);
    expect(directoryFrom(file.rows, file).problems).toContainEqual(
      expect.objectContaining({ row: 5, column: 'agency_type' }),
    );
  });

  it.each([
    ['an empty file', utf8(''), /empty/],
    ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), /workbook.*CSV UTF-8/],
    ['a picture', Uint8Array.from([0x89, 0x50, 0, 0, 1]), /no text file/],
    ['a list of something else', utf8('name,telephone\nUna,1\n'), /first line must name the columns/],
    ['a missing column', utf8(lines.replace(',verified_on', '').replace(/,\r\n$/, '\r\n')), /missing: verified_on/],
    ['another column', utf8(lines.replace('verified_on', 'verified_on,team')), /has not: team/],
    ['a column twice', utf8(lines.replace('verified_on', 'verified_on,site')), /two columns called site/],
    ['a cell too many', utf8(`${header}\n${board},Blue team\n`), /Row 2 has more cells/],
    [
      'a quotation mark that is not closed',
      utf8(`${header}\n"Tarn,board,,no,no,x.example,,,,,,,,\n`),
      /quotation mark/,
    ],
  ])('is refused in words: %s', (_, bytes, words) => {
    expect(readDirectoryFile(bytes)).toEqual({ refused: expect.stringMatching(words) });
  });
});
