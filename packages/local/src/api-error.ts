/** A refused request, as rest-json has it: a name, a status and a text. */
export class ApiError extends Error {
  readonly status: 400 | 403 | 404 | 413;

  constructor(name: string, message: string, status: ApiError['status'] = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The error of everything that is wrong with a request's parameters. */
export function invalidRequest(message: string): ApiError {
  return new ApiError('InvalidRequestException', message);
}
