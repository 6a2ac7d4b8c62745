package org.muster.kernel.maven;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.muster.kernel.library.LibraryException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// A POM of what people copy out of a README: loose `<dependency>` and `<repository>` elements, or
/// whole sections. A `<project>` stays as it is.
public final class PomFragment {

  private PomFragment() {}

  /// The POM as XML.
  ///
  /// @throws LibraryException if the text is no XML
  public static String complete(String text) {
    if (text.isBlank()) {
      throw new LibraryException(
          "there is nothing below %%loadFromPOM: put <dependency> elements there");
    }
    String body = text.strip().replaceFirst("^<\\?xml[^>]*\\?>", "").strip();
    try {
      Document read = parse("<fragment>" + body + "</fragment>");
      Element root = read.getDocumentElement();
      for (Node child : children(root)) {
        if (child.getNodeName().equals("project")) {
          return body;
        }
      }
      return write(project(read, root));
    } catch (SAXException e) {
      throw new LibraryException("what is below %%loadFromPOM is no XML: " + e.getMessage(), e);
    } catch (IOException | ParserConfigurationException | TransformerException e) {
      throw new IllegalStateException("the JDK reads and writes XML", e);
    }
  }

  private static Document parse(String xml)
      throws ParserConfigurationException, SAXException, IOException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null); // the default one prints
    return builder.parse(new InputSource(new StringReader(xml)));
  }

  private static Document project(Document read, Element root) throws ParserConfigurationException {
    Element project = read.createElement("project");
    Element dependencies = read.createElement("dependencies");
    Element repositories = read.createElement("repositories");
    List<Node> parts = children(root);
    for (Node child : parts) {
      switch (child.getNodeName()) {
        case "dependency" -> dependencies.appendChild(child);
        case "repository" -> repositories.appendChild(child);
        case "dependencies" -> children(child).forEach(dependencies::appendChild);
        case "repositories" -> children(child).forEach(repositories::appendChild);
        default -> project.appendChild(child);
      }
    }
    check(dependencies, parts.isEmpty());
    project.appendChild(dependencies);
    project.appendChild(repositories);
    Set<String> there = Set.copyOf(children(project).stream().map(Node::getNodeName).toList());
    for (var usual :
        List.of(
            new String[] {"modelVersion", "4.0.0"},
            new String[] {"groupId", "org.muster.notebook"},
            new String[] {"artifactId", "notebook"},
            new String[] {"version", "0"},
            new String[] {"packaging", "pom"})) {
      if (!there.contains(usual[0])) {
        Element element = read.createElement(usual[0]);
        element.setTextContent(usual[1]);
        project.appendChild(element);
      }
    }
    Document written = DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
    written.appendChild(written.importNode(project, true));
    return written;
  }

  /// Maven itself overlooks a dependency without a name.
  private static void check(Element dependencies, boolean isEmpty) {
    if (isEmpty) {
      throw new LibraryException("what is below %%loadFromPOM has no <dependency>");
    }
    for (Node dependency : children(dependencies)) {
      List<String> parts = children(dependency).stream().map(Node::getNodeName).toList();
      for (String part : List.of("groupId", "artifactId")) {
        if (!parts.contains(part)) {
          throw new LibraryException("a <dependency> below %%loadFromPOM has no <" + part + ">");
        }
      }
    }
  }

  private static List<Node> children(Node parent) {
    NodeList all = parent.getChildNodes();
    var elements = new java.util.ArrayList<Node>();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }

  private static String write(Document document) throws TransformerException {
    Transformer transformer = TransformerFactory.newInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    var text = new StringWriter();
    transformer.transform(new DOMSource(document), new StreamResult(text));
    return text.toString();
  }
}
