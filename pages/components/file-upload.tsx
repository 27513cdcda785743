import { classNames } from './class-names.ts';
import { type FieldProps, LabelledControl } from './field.tsx';

type FileUploadProps = FieldProps & {
  /** What the browser offers to choose from, such as `.csv`: a help, not a check. */
  accept?: string;
  class?: string;
};

/** A file from the person's own machine. Its form must be `multipart/form-data`. */
export const FileUpload = (props: FileUploadProps) => (
  <LabelledControl
    {...props}
    draw={({ id, describedBy, error }) => (
      <input
        class={classNames('govuk-file-upload', props.class, error && 'govuk-file-upload--error')}
        id={id}
        name={props.name}
        type="file"
        accept={props.accept}
        aria-describedby={describedBy}
      />
    )}
  />
);
