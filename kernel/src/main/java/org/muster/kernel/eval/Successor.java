package org.muster.kernel.eval;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ConstantTexts;
import org.muster.parallel.spi.CellClass;

/// The class that a snippet got in place of another, as code sees it that was compiled against the
/// old one: JShell compiles methods and types again that use a snippet, but not the lambdas in
/// statements and in initialisers of variables.
///
/// In such code the old name is exchanged for the new one, if the new class has all that the code
/// uses of the old one.
final class Successor {

  private final SnippetLoader from;
  private final SnippetLoader to;
  private final Pattern oldName;
  private final String newName;

  Successor(SnippetLoader from, SnippetLoader to) {
    this.from = from;
    this.to = to;
    oldName = Pattern.compile(Pattern.quote(from.wrapper().replace('.', '/')) + "(?=[$;<]|$)");
    newName = Matcher.quoteReplacement(to.wrapper().replace('.', '/'));
  }

  SnippetLoader from() {
    return from;
  }

  SnippetLoader to() {
    return to;
  }

  /// Whether this class uses the old one at all.
  boolean concerns(byte[] user) {
    for (PoolEntry entry : ClassFile.of().parse(user).constantPool()) {
      if (entry instanceof ClassEntry type && oldName.matcher(type.asInternalName()).find()) {
        return true;
      }
    }
    return false;
  }

  /// Whether all that this class uses of the old one is there in the new one.
  boolean serves(byte[] user) {
    for (PoolEntry entry : ClassFile.of().parse(user).constantPool()) {
      boolean isThere =
          switch (entry) {
            case ClassEntry type -> !isOld(type) || counterpart(type) != null;
            case MemberRefEntry member -> !isOld(member.owner()) || isThere(member);
            default -> true;
          };
      if (!isThere) {
        return false;
      }
    }
    return true;
  }

  private boolean isOld(ClassEntry type) {
    return oldName.matcher(type.asInternalName()).lookingAt();
  }

  private @Nullable CellClass counterpart(ClassEntry type) {
    return to.own(renamed(type.asInternalName()).replace('/', '.'));
  }

  private boolean isThere(MemberRefEntry member) {
    CellClass before = from.own(member.owner().asInternalName().replace('/', '.'));
    CellClass now = counterpart(member.owner());
    String name = member.name().stringValue();
    String type = member.type().stringValue();
    return now != null
        && (declares(now, name, renamed(type))
            || (before != null && !declares(before, name, type))); // inherited
  }

  private static boolean declares(CellClass type, String name, String descriptor) {
    ClassModel model = ClassFile.of().parse(type.bytes());
    return model.methods().stream()
            .anyMatch(method ->
                method.methodName().equalsString(name)
                    && method.methodType().equalsString(descriptor))
        || model.fields().stream()
            .anyMatch(field ->
                field.fieldName().equalsString(name) && field.fieldType().equalsString(descriptor));
  }

  /// The class file with the new names.
  byte[] replaceIn(byte[] user) {
    return ConstantTexts.replace(user, this::renamed);
  }

  private String renamed(String text) {
    return text.contains("$JShell$") ? oldName.matcher(text).replaceAll(newName) : text;
  }
}
