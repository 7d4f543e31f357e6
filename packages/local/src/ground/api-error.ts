/** A refused request, as rest-json has it: a name, a status and a message. */
export class ApiError extends Error {
  readonly status: 400 | 403 | 404 | 413 | 415 | 503;
  /** Members of the model's error besides its message. */
  readonly members: Readonly<Record<string, string>>;

  constructor(
    name: string,
    message: string,
    status: ApiError['status'] = 400,
    members: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}

/** The error of everything that is wrong with a request's parameters. */
export function invalidRequest(message: string): ApiError {
  return new ApiError('InvalidRequestException', message);
}

/** The error of a name, an ARN or a token that nothing here has. */
export function notFound(message: string, resource: string): ApiError {
  return new ApiError('ResourceNotFoundException', message, 404, { ResourceName: resource });
}
