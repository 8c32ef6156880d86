/** Public services that know files by their hash. Nothing is asked of them here: these are addresses of links. */
export function reputationLinks(hash: string): readonly { readonly name: string; readonly url: string }[] {
  const text = hash.toLowerCase();
  if (!/^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) return [];
  const links = [
    { name: "VirusTotal", url: `https://www.virustotal.com/gui/file/${text}` },
    { name: "Hybrid Analysis", url: `https://www.hybrid-analysis.com/search?query=${text}` },
    { name: "ANY.RUN", url: `https://app.any.run/submissions/#filehash:${text}` },
  ];
  // Talos knows files by SHA-256 only.
  return text.length === 64
    ? [...links, { name: "Talos", url: `https://talosintelligence.com/talos_file_reputation?s=${text}` }]
    : links;
}
