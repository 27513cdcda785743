export { Button, ButtonGroup, ButtonLink } from './button.tsx';
export { Checkboxes, type Choice, type Divider, Radios } from './choices.tsx';
export { DateInput, type TypedDate } from './date-input.tsx';
export { ErrorSummary } from './error-summary.tsx';
export { type Content, ErrorMessage, type FieldError, type FieldProps, Hint, Label, type Size } from './field.tsx';
export { Fieldset } from './fieldset.tsx';
export { BackLink, Footer, Header, PhaseBanner, SkipLink } from './furniture.tsx';
export { Input } from './input.tsx';
export { Ladder, type Rung, type RungState } from './ladder.tsx';
export {
  Details,
  InsetText,
  NotificationBanner,
  Panel,
  Tag,
  type TagColour,
  WarningText,
} from './notices.tsx';
export { Select } from './select.tsx';
export { type SummaryAction, type SummaryCard, SummaryList, type SummaryRow } from './summary-list.tsx';
export { Table, type TableCell } from './table.tsx';
export { Textarea } from './textarea.tsx';
export { Timeline, type TimelineEntry } from './timeline.tsx';
