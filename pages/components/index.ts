export { Button, ButtonGroup, ButtonLink } from './button.tsx';
export { Checkboxes, Radios } from './choices.tsx';
export { DateInput } from './date-input.tsx';
export { ErrorSummary } from './error-summary.tsx';
export { type Content, ErrorMessage, type FieldError, Hint, Label, type Size } from './field.tsx';
export { Fieldset } from './fieldset.tsx';
export { FileUpload } from './file-upload.tsx';
export { BackLink, Footer, Header, PhaseBanner, SkipLink } from './furniture.tsx';
export { Input } from './input.tsx';
export { Ladder, type Rung } from './ladder.tsx';
export {
  Details,
  InsetText,
  NotificationBanner,
  Panel,
  Tag,
  WarningText,
} from './notices.tsx';
export { Select } from './select.tsx';
export { ServiceNavigation } from './service-navigation.tsx';
export { SummaryList, type SummaryRow } from './summary-list.tsx';
export { Table } from './table.tsx';
export { Textarea } from './textarea.tsx';
export { Timeline, type TimelineEntry } from './timeline.tsx';
