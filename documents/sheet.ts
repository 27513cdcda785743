/** A part of what assistive technology reads. */
export type Element = PDFKit.PDFStructureElement;

/** An open document and where its parts hang: what the drawing functions share. */
export interface Sheet {
  doc: PDFKit.PDFDocument;
  /** The structure that assistive technology reads. Only what hangs in it is read out. */
  root: Element;
  /** Somebody's text, made fit to print. */
  clean(text: string): string;
}

/** A4 in points, 72 to the inch. */
export const PAGE = { left: 56, right: 56, top: 56, bottom: 72, width: 595.28, height: 841.89 } as const;
/** Between the margins, in points. */
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
/** What stands where nobody has answered: an empty field could be one that was lost. */
export const NOT_GIVEN = 'Not given';
/** The colour of what is read. */
export const INK = '#0b0c0c';
/** 7:1 against white: quieter than ink and still legible (WCAG 1.4.6). */
export const GREY = '#505a5f';
/** The colour of the lines between. */
export const RULE = '#b1b4b6';
