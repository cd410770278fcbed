const badge = (text: string): string =>
  '<circle cx="35" cy="13" r="13" fill="#d3163b"/>' +
  `<text x="35" y="19" fill="#fff" font-family="sans-serif" font-size="18" font-weight="700" text-anchor="middle">${text}</text>`;

/** The icon with how much is unread: by name, as the page's policy allows it no icon that it draws itself. */
export function numberedIcons(icon: Buffer): [string, Buffer][] {
  const counts = [...Array.from({ length: 9 }, (_, index) => `${index + 1}`), "more"];
  return counts.map((count) => {
    const marked = icon.toString().replace("</svg>", `${badge(count === "more" ? "9+" : count)}</svg>`);
    return [`icon-${count}.svg`, Buffer.from(marked)];
  });
}
