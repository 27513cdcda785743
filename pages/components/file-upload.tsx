import { classNames } from './class-names.ts';
import { describedByIds, errorOf, type FieldProps, FormGroup, HintAndError, Label } from './field.tsx';

type FileUploadProps = FieldProps & {
  /** What the browser offers to choose from, such as `.csv`: a help, not a check. */
  accept?: string;
  class?: string;
};

/** A file from the person's own machine. Its form must be `multipart/form-data`. */
export const FileUpload = (props: FileUploadProps) => {
  const id = props.id ?? props.name;
  const error = errorOf(id, props.errors);
  return (
    <FormGroup error={error}>
      <Label for={id} size={props.labelSize} isPageHeading={props.isPageHeading}>
        {props.label}
      </Label>
      <HintAndError id={id} hint={props.hint} error={error} />
      <input
        class={classNames('govuk-file-upload', props.class, error && 'govuk-file-upload--error')}
        id={id}
        name={props.name}
        type="file"
        accept={props.accept}
        aria-describedby={describedByIds(id, { describedBy: props.describedBy, hint: props.hint, error })}
      />
    </FormGroup>
  );
};
