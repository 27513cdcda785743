import type { RecordTable } from './policy-record.ts';
import { type Element, GREY, INK, NOT_GIVEN, PAGE, RULE, type Sheet, TEXT_WIDTH } from './sheet.ts';

/** Names the cells below it. pdfkit takes the scope, and its typings leave it out. */
const COLUMN_HEADER = { scope: 'Column' } as object;

const SIZE = 10;
const PADDING = 4;
const BODY_HEIGHT = PAGE.height - PAGE.top - PAGE.bottom;

/**
 * Draws a table that assistive technology reads as one: header cells name their columns. A row that does not fit goes to the next page
 * whole, under the header again; one longer than a page is written cell under cell, so that nothing is cut off.
 */
export function drawTable(sheet: Sheet, table: RecordTable): void {
  const { doc, root } = sheet;
  const element = doc.struct('Table', { title: table.label });
  root.add(element);
  const header = table.columns.map(sheet.clean);
  const rows = table.rows.map((cells) => header.map((_, index) => sheet.clean(cells[index] ?? '')));
  const columns = columnsFor([header, ...rows]);
  const headerHeight = heightOf(sheet, header, columns, 'bold');
  drawRow(sheet, element, header, { columns, height: headerHeight, as: 'TH' });

  for (const row of rows) {
    const height = heightOf(sheet, row, columns, 'regular');
    if (height > BODY_HEIGHT - headerHeight) {
      drawLongRow(sheet, element, header, row);
      continue;
    }
    if (doc.y + height > PAGE.height - PAGE.bottom) {
      doc.addPage();
      drawRow(sheet, undefined, header, { columns, height: headerHeight, as: 'TH' });
    }
    drawRow(sheet, element, row, { columns, height, as: 'TD' });
  }
  element.end();
  doc.x = PAGE.left;
}

interface Column {
  left: number;
  width: number;
}

/** Shortest and longest word that counts towards a column's width, in letters: an email address cannot be broken, and nothing may crowd out the rest. */
const WORD = { shortest: 10, longest: 28 };

/** Each column is as wide, beside the others, as its longest word. */
function columnsFor(rows: string[][]): Column[] {
  const longest = rows[0]!.map((_, index) => {
    const words = rows.flatMap((row) => row[index]!.split(/\s+/)).map((word) => word.length);
    return Math.min(WORD.longest, Math.max(WORD.shortest, ...words));
  });
  const whole = longest.reduce((sum, letters) => sum + letters, 0);
  let left: number = PAGE.left;
  return longest.map((letters) => {
    const column = { left, width: (TEXT_WIDTH * letters) / whole };
    left += column.width;
    return column;
  });
}

function heightOf({ doc }: Sheet, cells: string[], columns: Column[], font: 'regular' | 'bold'): number {
  doc.font(font).fontSize(SIZE);
  const heights = cells.map((cell, index) =>
    doc.heightOfString(cell || NOT_GIVEN, { width: columns[index]!.width - PADDING * 2 }),
  );
  return Math.max(...heights) + PADDING * 2;
}

/** Without an element the row is for the eye only: the header again at the top of a page. */
function drawRow(
  { doc }: Sheet,
  element: Element | undefined,
  cells: string[],
  { columns, height, as }: { columns: Column[]; height: number; as: 'TH' | 'TD' },
): void {
  const top = doc.y;
  doc.markContent('Artifact', { type: 'Layout' });
  doc.lineWidth(0.5).strokeColor(RULE);
  for (const { left, width } of columns) doc.rect(left, top, width, height).stroke();
  doc.endMarkedContent();

  const row = element && doc.struct('TR');
  if (element && row) element.add(row);
  for (const [index, cell] of cells.entries()) {
    const { left, width } = columns[index]!;
    const draw = () =>
      doc
        .font(as === 'TH' ? 'bold' : 'regular')
        .fontSize(SIZE)
        .fillColor(cell ? INK : GREY)
        .text(cell || NOT_GIVEN, left + PADDING, top + PADDING, { width: width - PADDING * 2 });
    if (row) row.add(doc.struct(as, as === 'TH' ? COLUMN_HEADER : {}, draw));
    else {
      doc.markContent('Artifact', { type: 'Pagination' });
      draw();
      doc.endMarkedContent();
    }
  }
  row?.end();
  doc.y = top + height;
}

function drawLongRow({ doc }: Sheet, element: Element, header: string[], cells: string[]): void {
  const row = doc.struct('TR');
  element.add(row);
  for (const [index, cell] of cells.entries()) {
    const draw = () =>
      doc
        .font('regular')
        .fontSize(SIZE)
        .fillColor(cell ? INK : GREY)
        .text(`${header[index]}: ${cell || NOT_GIVEN}`, PAGE.left, doc.y + PADDING, { width: TEXT_WIDTH });
    row.add(doc.struct('TD', {}, draw));
  }
  row.end();
  doc.y += PADDING;
}
