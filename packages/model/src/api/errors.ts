/** Every refusal of the API has this body. `code` is stable, `message` is for people, `hint` says what to do. */
export interface ApiError {
  error: { code: string; message: string; hint?: string };
}
