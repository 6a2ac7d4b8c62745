package org.muster.parallel.closure;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.invoke.MethodHandleInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads what the instructions of one method do to other cell classes.
final class FactReader {

  private final Set<Fact> facts = new LinkedHashSet<>();

  private FactReader() {}

  static List<Fact> read(CodeModel code) {
    FactReader reader = new FactReader();
    for (CodeElement element : code) {
      reader.add(element);
    }
    return List.copyOf(reader.facts);
  }

  private void add(CodeElement element) {
    switch (element) {
      case InvokeInstruction call -> {
        addReflection(call.owner().asInternalName(), call.name().stringValue());
        addCall(
            call.opcode() == Opcode.INVOKEVIRTUAL || call.opcode() == Opcode.INVOKEINTERFACE,
            call.owner().asInternalName(),
            call.name().stringValue(),
            call.type().stringValue());
      }
      case FieldInstruction field -> {
        String owner = field.owner().asInternalName();
        String name = field.name().stringValue();
        switch (field.opcode()) {
          case GETSTATIC -> add(owner, new Fact.ReadStatic(owner, name));
          case PUTSTATIC -> add(owner, new Fact.WriteStatic(owner, name));
          default -> {}
        }
      }
      case NewObjectInstruction creation -> addCreation(creation.className().asInternalName());
      case InvokeDynamicInstruction site -> {
        String descriptor = site.type().stringValue();
        int result = descriptor.lastIndexOf(')') + 1;
        if (descriptor.charAt(result) == 'L') {
          addCreation(descriptor.substring(result + 1, descriptor.length() - 1));
        }
        site.invokedynamic().bootstrap().arguments().forEach(this::addConstant);
      }
      case LoadConstantInstruction load -> addConstant(load.constantEntry());
      default -> {}
    }
  }

  private void addConstant(LoadableConstantEntry constant) {
    switch (constant) {
      case ClassEntry type -> add(type.asInternalName(), new Fact.Mention(type.asInternalName()));
      case StringEntry text when Names.isOfCell(text.stringValue()) ->
          facts.add(new Fact.Mention(text.stringValue().replace('.', '/')));
      case MethodHandleEntry handle -> addHandle(handle);
      case ConstantDynamicEntry dynamic ->
          dynamic.bootstrap().arguments().forEach(this::addConstant);
      default -> {}
    }
  }

  private void addReflection(String owner, String method) {
    if (Reflection.looksUp(owner, method)) {
      facts.add(new Fact.Reflect());
    }
    if (Reflection.findsClass(owner, method)) {
      facts.add(new Fact.FindClass());
    }
  }

  private void addHandle(MethodHandleEntry handle) {
    MemberRefEntry member = handle.reference();
    String owner = member.owner().asInternalName();
    String name = member.name().stringValue();
    addReflection(owner, name);
    String type = member.type().stringValue();
    switch (handle.kind()) {
      case MethodHandleInfo.REF_getStatic -> add(owner, new Fact.ReadStatic(owner, name));
      case MethodHandleInfo.REF_putStatic -> add(owner, new Fact.WriteStatic(owner, name));
      case MethodHandleInfo.REF_getField, MethodHandleInfo.REF_putField -> {}
      case MethodHandleInfo.REF_newInvokeSpecial -> {
        addCreation(owner);
        addCall(false, owner, name, type);
      }
      case MethodHandleInfo.REF_invokeVirtual, MethodHandleInfo.REF_invokeInterface ->
          addCall(true, owner, name, type);
      default -> addCall(false, owner, name, type);
    }
  }

  private void addCall(boolean virtual, String owner, String name, String type) {
    add(
        owner,
        virtual ? new Fact.VirtualCall(owner, name, type) : new Fact.Call(owner, name, type));
  }

  private void addCreation(String type) {
    add(type, new Fact.Create(type));
  }

  private void add(String owner, Fact fact) {
    if (!owner.startsWith("java/") && owner.charAt(0) != '[') {
      facts.add(fact);
    }
  }
}
