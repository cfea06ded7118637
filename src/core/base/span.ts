/** A stretch of text in UTF-16 code units, `to` exclusive. Inside a tree, offsets count from the start of the statement. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const shifted = (span: Span, by: number): Span => ({ from: span.from + by, to: span.to + by });

export const contains = (span: Span, offset: number): boolean => span.from <= offset && offset <= span.to;
