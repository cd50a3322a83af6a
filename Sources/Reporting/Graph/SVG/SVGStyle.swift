/// The look of a picture: one sheet, for light and for dark.
///
/// Colours are written out, since some renderers know no CSS variables; faces are generic families alone.
enum SVGStyle {
  static let sheet = """
    <style>
    text { font-family: sans-serif; font-size: 12px; fill: #24292f; }
    .back { fill: #ffffff; }
    .title { font-size: 18px; font-weight: bold; }
    .quiet { fill: #57606a; }
    .caption { fill: #57606a; stroke: #f6f8fa; stroke-width: 3px; paint-order: stroke; }
    .caption.in { stroke: #e6f1fb; }
    .name { font-family: monospace; }
    .strong { font-family: monospace; font-weight: bold; fill: #ffffff; }
    .network { font-family: monospace; font-size: 10px; fill: #57606a; }
    .network.on { fill: #dbe9f9; }
    .rank { font-size: 9px; font-weight: bold; fill: #0b4f8a; stroke: #ffffff; stroke-width: 3px; paint-order: stroke; }
    .card { fill: #f6f8fa; stroke: #b8c0c8; }
    .full { fill: #e6f1fb; stroke: #5b9bd5; }
    .loose { fill: none; stroke: #b8c0c8; stroke-dasharray: 2 4; }
    .node { fill: #ffffff; stroke: #57606a; stroke-width: 1.2; }
    .hub { fill: #0b4f8a; stroke: #0b4f8a; stroke-width: 2.5; }
    .forwarding { fill: #ffffff; stroke: #0b4f8a; stroke-width: 3; }
    .gateway { fill: #ffffff; stroke: #0b4f8a; stroke-width: 1.2; }
    .waiting { stroke-dasharray: 5 3; }
    .hub.waiting { fill: #3f78ab; }
    .wall { fill: #c2590a; }
    .line { fill: none; stroke: #57606a; stroke-width: 1.3; }
    .chord { fill: none; stroke: #5b9bd5; stroke-width: 1; }
    .group { fill: none; stroke: #0b4f8a; stroke-width: 1.8; }
    .joint { fill: #0b4f8a; }
    @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .back { fill: #0d1117; }
    .quiet { fill: #9aa4af; }
    .caption { fill: #9aa4af; stroke: #161b22; }
    .caption.in { stroke: #12233a; }
    .strong { fill: #06121f; }
    .network { fill: #9aa4af; }
    .network.on { fill: #12324f; }
    .rank { fill: #79b8ff; stroke: #0d1117; }
    .card { fill: #161b22; stroke: #4a535d; }
    .full { fill: #12233a; stroke: #3f7fc0; }
    .loose { stroke: #4a535d; }
    .node { fill: #0d1117; stroke: #9aa4af; }
    .hub { fill: #79b8ff; stroke: #79b8ff; }
    .forwarding { fill: #0d1117; stroke: #79b8ff; }
    .gateway { fill: #0d1117; stroke: #79b8ff; }
    .hub.waiting { fill: #5a8fc4; }
    .wall { fill: #f0883e; }
    .line { stroke: #9aa4af; }
    .chord { stroke: #3f7fc0; }
    .group { stroke: #79b8ff; }
    .joint { fill: #79b8ff; }
    }
    </style>
    """
}
