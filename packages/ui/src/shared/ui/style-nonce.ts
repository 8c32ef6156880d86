/** The content security policy lets through styles with the number that the server has put into the page. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";

/** Libraries that make styles while they run look for the number under this name. */
export function publishStyleNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce });
}
