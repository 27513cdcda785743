import PDFDocument from 'pdfkit';
import type { Temporal } from 'temporal-polyfill';
import { spokenInstant } from '../escalation/spoken-time.ts';
import type { PolicyRecord, RecordField, RecordSection } from './policy-record.ts';
import { printable } from './printable.ts';
import { GREY, INK, NOT_GIVEN, PAGE, RULE, type Sheet, TEXT_WIDTH } from './sheet.ts';
import { drawTable } from './table.ts';

/** The two fonts a document is set in, as the bytes of TrueType files: embedded, so that it reads the same everywhere. DejaVu Sans is ours. */
export interface Typeface {
  regular: Uint8Array;
  bold: Uint8Array;
}

/** How one agency's copy of a record is made. */
export interface PdfCopy {
  /** The name of the agency whose copy this is: printed on every page. */
  copyFor: string;
  /** When it was made: printed, and the file's own date. The same record made at the same moment is the same bytes, unless encrypted. */
  madeAt: Temporal.Instant;
  typeface: Typeface;
  /** Locks the file with AES-256 under this password: for an address that is not on the secure list (PRV-1). */
  encryptedWith?: string;
  /** Off, the pages can be read in the file itself: for tests. */
  compress?: boolean;
}

const SIZE = { title: 20, heading: 14, body: 11, foot: 9 } as const;
/** A heading this near the foot goes to the next page with what it heads. Points. */
const ROOM_FOR_A_HEADING = 96;
const PARAGRAPH_GAP = 4;

/**
 * Sets a policy's record in type (BEY-9): a tagged PDF that a screen reader reads in order, in English, with its own fonts, page numbers
 * and the agency whose copy it is on every page. A field that nobody filled in says so. Answers the file's bytes.
 */
export async function recordPdf(record: PolicyRecord, copy: PdfCopy): Promise<Uint8Array> {
  const sheet = openSheet(record, copy);
  const bytes = collect(sheet.doc);
  drawTitle(sheet, record, copy);
  for (const section of record.sections) drawSection(sheet, section);
  sheet.root.end();
  drawFeet(sheet, record, copy);
  sheet.doc.end();
  return bytes;
}

function openSheet(record: PolicyRecord, copy: PdfCopy): Sheet {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: PAGE.top, bottom: PAGE.bottom, left: PAGE.left, right: PAGE.right },
    bufferPages: true,
    // No standard font: a bundle has no files for one, and ours is embedded.
    font: '',
    tagged: true,
    // Says of itself that it keeps to PDF/UA, the standard for accessible PDF: pdfkit's typings know only PDF/A.
    subset: 'PDF/UA' as 'PDF/A-1',
    lang: 'en-GB',
    displayTitle: true,
    compress: copy.compress ?? true,
    pdfVersion: copy.encryptedWith === undefined ? '1.7' : '1.7ext3',
    info: {
      Title: asTitle(`${record.title}: ${record.reference}`),
      Author: asTitle(record.partnership),
      Creator: 'Common Ground',
      Producer: 'Common Ground',
      CreationDate: new Date(copy.madeAt.epochMilliseconds),
    },
    ...(copy.encryptedWith === undefined
      ? {}
      : {
          userPassword: copy.encryptedWith,
          // Whoever can open it may print it, copy from it into the file they keep, and have it read aloud.
          permissions: { printing: 'highResolution', copying: true, contentAccessibility: true },
        }),
  });
  doc.registerFont('regular', copy.typeface.regular as Buffer);
  doc.registerFont('bold', copy.typeface.bold as Buffer);
  const hasGlyph = glyphsOf(doc.font('regular'));
  const root = doc.struct('Document');
  doc.addStructure(root);
  return { doc, root, clean: (text) => printable(text, hasGlyph) };
}

/** pdfkit knows which characters its font has, and tells nobody: its typings leave this out. */
function glyphsOf(doc: PDFKit.PDFDocument): (codePoint: number) => boolean {
  const { font } = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } } })._font;
  return (codePoint) => font.hasGlyphForCodePoint(codePoint);
}

/** The file's own title stands in XML that pdfkit does not escape. */
function asTitle(text: string): string {
  return printable(text, (codePoint) => codePoint < 0x2000)
    .replaceAll('&', 'and')
    .replaceAll(/[<>\n]/g, ' ');
}

function drawTitle(sheet: Sheet, record: PolicyRecord, copy: PdfCopy): void {
  const { doc, root, clean } = sheet;
  root.add(doc.struct('H1', {}, () => doc.font('bold').fontSize(SIZE.title).fillColor(INK).text(clean(record.title))));
  doc.moveDown(0.4);
  const lines = [
    `Reference ${record.reference}`,
    record.partnership,
    record.policy,
    `Copy for ${copy.copyFor}`,
    `Made from the record at ${spokenInstant(copy.madeAt)}`,
  ];
  for (const line of lines)
    root.add(doc.struct('P', {}, () => doc.font('regular').fontSize(SIZE.body).fillColor(INK).text(clean(line))));
}

function drawSection(sheet: Sheet, section: RecordSection): void {
  const { doc, root, clean } = sheet;
  doc.moveDown(1);
  if (doc.y > PAGE.height - PAGE.bottom - ROOM_FOR_A_HEADING) doc.addPage();
  drawRule(sheet);
  root.add(
    doc.struct('H2', {}, () =>
      doc.font('bold').fontSize(SIZE.heading).fillColor(INK).text(clean(section.heading), PAGE.left, doc.y),
    ),
  );
  for (const entry of section.entries) {
    doc.moveDown(0.4);
    if (entry.kind === 'table') drawTable(sheet, entry);
    else drawField(sheet, entry, { isNamedByHeading: entry.label === section.heading });
  }
}

function drawField(
  { doc, root, clean }: Sheet,
  field: RecordField,
  { isNamedByHeading }: { isNamedByHeading: boolean },
) {
  const value = clean(field.value);
  const label = field.label.endsWith('?') ? clean(field.label) : `${clean(field.label)}:`;
  if (!isNamedByHeading) {
    root.add(doc.struct('P', {}, () => doc.font('bold').fontSize(SIZE.body).fillColor(INK).text(label)));
  }
  for (const paragraph of (value || NOT_GIVEN).split('\n\n')) {
    const draw = () =>
      doc
        .font('regular')
        .fontSize(SIZE.body)
        .fillColor(value ? INK : GREY)
        .text(paragraph);
    root.add(doc.struct('P', {}, draw));
    doc.y += PARAGRAPH_GAP;
  }
}

/** Lines are for the eye: what is no part of the text is marked as such, and not read out. */
function drawRule({ doc }: Sheet): void {
  doc.markContent('Artifact', { type: 'Layout' });
  doc
    .moveTo(PAGE.left, doc.y)
    .lineTo(PAGE.width - PAGE.right, doc.y)
    .lineWidth(0.75)
    .strokeColor(RULE)
    .stroke();
  doc.endMarkedContent();
  doc.y += 8;
}

function drawFeet({ doc, clean }: Sheet, record: PolicyRecord, copy: PdfCopy): void {
  const { start, count } = doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    doc.switchToPage(page);
    // Text below the margin would open a new page.
    doc.page.margins.bottom = 0;
    const y = PAGE.height - PAGE.bottom + 28;
    const pageNumber = `Page ${page - start + 1} of ${count}`;
    doc.markContent('Artifact', { type: 'Pagination' });
    doc.font('regular').fontSize(SIZE.foot).fillColor(GREY);
    doc.text(onOneLine(clean(`${record.reference}, copy for ${copy.copyFor}`)), PAGE.left, y, {
      width: TEXT_WIDTH - 100,
      height: SIZE.foot * 1.5,
      ellipsis: true,
      lineBreak: true,
    });
    doc.text(pageNumber, PAGE.width - PAGE.right - 100, y, { width: 100, align: 'right', lineBreak: false });
    doc.endMarkedContent();
  }
}

const onOneLine = (text: string) => text.replaceAll('\n', ' ');

function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    doc.on('data', (part: Uint8Array) => parts.push(part));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    doc.on('error', reject);
  });
}
