import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Directory } from '../escalation/directory.ts';
import { DIRECTORY_COLUMNS, type DirectoryColumn, linesOf } from '../escalation/directory-rows.ts';

/** Makes a spreadsheet read the file as UTF-8, and a name as it is written. */
const BYTE_ORDER_MARK = '\ufeff';

/** What a spreadsheet would run as a formula begins with one of these (S10): `escape_formulas` writes an apostrophe before it. */
const WRITTEN_WITH_APOSTROPHE = /^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/;

/**
 * The directory as the table that it is kept as by hand (ADM-3). Whatever stands in a cell is quoted, and what a spreadsheet would run as a
 * formula begins with an apostrophe (S10). Read again it is the same directory.
 */
export function directoryCsv(directory: Directory): string {
  const lines = linesOf(directory).map((line) => DIRECTORY_COLUMNS.map((column) => line[column]));
  const table = stringify([[...DIRECTORY_COLUMNS], ...lines], {
    quoted: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  return `${BYTE_ORDER_MARK}${table}`;
}

/** A file as lines of the table, with the number that a spreadsheet gives each. */
export interface DirectoryFile {
  rows: Record<DirectoryColumn, string>[];
  rowNumbers: number[];
  /** How it was read, in words: an accent may have been lost where it was saved. */
  readAs: string;
}

/**
 * Reads a file that somebody saved from a spreadsheet: UTF-8 with or without its mark, Windows-1252 as Excel writes it in this country,
 * or its "Unicode text"; with commas, semicolons or tabs between the cells. Anything else is refused in words that say what to do.
 * Lines with nothing in them are left out. What the cells say is for `directoryFrom` to judge.
 */
export function readDirectoryFile(bytes: Uint8Array): DirectoryFile | { refused: string } {
  if (bytes.byteLength === 0) return { refused: 'The file is empty. Choose the file again' };
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return {
      refused:
        'This is a workbook and not a CSV file. In your spreadsheet, save it as "CSV UTF-8" and choose that file',
    };
  const decoded = textOf(bytes);
  if (!decoded)
    return { refused: 'This is no text file. In your spreadsheet, save it as "CSV UTF-8" and choose that file' };

  const [firstLine = ''] = decoded.text.split(/\r\n|\n|\r/, 1);
  const delimiter = [',', ';', '\t'].find((candidate) => namesOf(firstLine, candidate).includes('agency'));
  if (!delimiter) {
    return {
      refused: `The first line must name the columns, with commas or semicolons between them: ${DIRECTORY_COLUMNS.join(', ')}`,
    };
  }
  const cells = cellsOf(decoded.text, delimiter);
  if ('refused' in cells) return cells;
  const [header = [], ...lines] = cells.lines;
  const names = header.map((name) => name.trim().toLowerCase());
  const wrong = columnsWrong(names);
  if (wrong) return { refused: wrong };

  const rows: DirectoryFile['rows'] = [];
  const rowNumbers: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.every((cell) => cell.trim() === '')) continue;
    const row = index + 2;
    if (line.slice(names.length).some((cell) => cell.trim() !== '')) {
      return {
        refused: `Row ${row} has more cells than there are columns. Put quotation marks around a cell that has ${NAMED[delimiter]} in it`,
      };
    }
    rows.push(
      Object.fromEntries(
        names.map((name, at) => [name, (line[at] ?? '').replace(WRITTEN_WITH_APOSTROPHE, '')]),
      ) as DirectoryFile['rows'][number],
    );
    rowNumbers.push(row);
  }
  return { rows, rowNumbers, readAs: `${decoded.as}, with ${NAMED[delimiter]} between the cells` };
}

const NAMED: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' };

function textOf(bytes: Uint8Array): { text: string; as: string } | undefined {
  const decode = (encoding: string, fatal: boolean) => new TextDecoder(encoding, { fatal }).decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decode('utf-16le', false), as: 'Unicode text' };
  if (bytes.includes(0)) return undefined;
  try {
    return { text: decode('utf-8', true), as: 'UTF-8' };
  } catch {
    return { text: decode('windows-1252', false), as: 'Windows-1252' };
  }
}

function namesOf(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  );
}

function cellsOf(text: string, delimiter: string): { lines: string[][] } | { refused: string } {
  try {
    return { lines: parse(text, { delimiter, relax_column_count: true, skip_empty_lines: false }) };
  } catch (reason) {
    if (!(reason instanceof CsvError)) throw reason;
    const at = typeof reason['lines'] === 'number' ? ` near line ${reason['lines']}` : '';
    return { refused: `The file cannot be read${at}: a quotation mark is missing or stands in the middle of a cell` };
  }
}

/** A column that is missing or unknown is said once, and not on every line. */
function columnsWrong(names: readonly string[]): string | undefined {
  const given = names.filter((name) => name !== '');
  const missing = DIRECTORY_COLUMNS.filter((column) => !given.includes(column));
  if (missing.length > 0) return `Add the columns that are missing: ${missing.join(', ')}`;
  const known: readonly string[] = DIRECTORY_COLUMNS;
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return `Remove the columns that a directory has not: ${unknown.join(', ')}. Its columns are ${known.join(', ')}`;
  const twice = given.filter((name, at) => given.indexOf(name) !== at);
  return twice.length > 0 ? `Remove one of the two columns called ${twice.join(', ')}` : undefined;
}
