// Span attributes that have a meaning for X-Ray. The names are AWS's where AWS's own components use them (the collector's
// X-Ray receiver and exporter, Application Signals), else ours in the same namespace.

/** A list of attribute names that become annotations of this span. */
export const ATTR_XRAY_ANNOTATIONS = 'aws.xray.annotations';

/** Followed by a namespace: a JSON object in text that becomes `metadata[namespace]`. */
export const ATTR_XRAY_METADATA_PREFIX = 'aws.xray.metadata.';

/** A boolean: the span is sent while it is still open. */
export const ATTR_XRAY_IN_PROGRESS = 'aws.xray.inprogress';

/** The name of the sampling rule that decided, written to `aws.xray.rule_name` of the document. */
export const ATTR_XRAY_SAMPLING_RULE = 'aws.xray.sampling_rule';

/** A member of the trace state on a context whose parent id was made up from the trace id alone (`adoptRoot`). */
export const TRACE_STATE_SYNTHETIC_PARENT = 'xrayroot';
