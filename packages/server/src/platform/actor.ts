/** Who changes something, as it stands in audit trails; a Principal of a request is one. */
export interface Actor {
  readonly name: string;
  /** Where the request came from. */
  readonly address?: string;
}
