/**
 * An evaluation that cannot go on, such as an integer divided by zero: the original fails the whole query with it
 * (specification section 8, run time). Thrown by evaluation, caught where a query is prepared and where it is run.
 */
export class QueryFailure extends Error {
  override readonly name = "QueryFailure";
}
