import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;
import org.kxml2.io.KXmlParser;
import org.kxml2.kdom.Document;
import org.kxml2.kdom.Element;

/**
 * Plays ODK Collect with its own engine against a running server.
 *
 * <p>fill FILE name=value… : fetches list, form and manifest, fills the form and writes it. send
 * LIMIT FILE MEDIA… : sends it, in parts of LIMIT bytes (0: as the server says).
 */
public class Collect {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static String server;
    private static String credentials;

    public static void main(String[] args) throws Exception {
        server = args[0];
        credentials = "Basic " + Base64.getEncoder().encodeToString(
                (args[1] + ":" + args[2]).getBytes(StandardCharsets.UTF_8));
        List<String> rest = List.of(args).subList(4, args.length);
        if (args[3].equals("fill")) {
            fill(Path.of(rest.get(0)), rest.subList(1, rest.size()));
        } else {
            send(Long.parseLong(rest.get(0)), Path.of(rest.get(1)), rest.subList(2, rest.size()));
        }
    }

    private static void fill(Path target, List<String> given) throws Exception {
        // Collect asks without its secret first, and is told to bring it.
        HttpResponse<byte[]> bare = ask("GET", server + "/formList", null, false);
        check(bare.statusCode() == 401, "without a secret: " + bare.statusCode());
        check(bare.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic"), "no Basic");
        Element list = root(fetched(server + "/formList"), "xforms",
                "http://openrosa.org/xforms/xformsList");
        List<Map<String, String>> forms = new ArrayList<>();
        for (Element one : children(list, "xform")) {
            Map<String, String> said = new HashMap<>();
            for (Element part : children(one, null)) {
                said.put(part.getName(), text(part));
            }
            // Without one of these Collect throws the whole list away.
            for (String name : List.of("formID", "name", "downloadUrl")) {
                check(said.get(name) != null && !said.get(name).isEmpty(), "the list has no " + name);
            }
            forms.add(said);
        }
        System.out.println("forms " + forms.size());
        if (forms.isEmpty()) {
            return;
        }
        Map<String, String> form = forms.get(0);
        byte[] xform = fetched(form.get("downloadUrl"));
        byte[] digest = MessageDigest.getInstance("MD5").digest(xform);
        check(form.get("hash").equals("md5:" + HexFormat.of().formatHex(digest)), "another hash");
        root(fetched(form.get("manifestUrl")), "manifest", "http://openrosa.org/xforms/xformsManifest");
        Files.write(target, filled(xform, given));
    }

    private static byte[] filled(byte[] xform, List<String> given) throws Exception {
        PropertyManager.setPropertyManager(new NoProperties());
        new XFormsModule().registerModule();
        FormDef form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xform));
        form.initialize(true, new InstanceInitializationFactory());
        FormEntryModel model = new FormEntryModel(form);
        FormEntryController controller = new FormEntryController(model);
        Map<String, String> answers = new HashMap<>();
        for (String one : given) {
            answers.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        int event;
        while ((event = controller.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM) {
            if (event != FormEntryController.EVENT_QUESTION) {
                continue;
            }
            FormEntryPrompt asked = model.getQuestionPrompt();
            String name = asked.getIndex().getReference().getNameLast();
            System.out.println("asked " + name);
            if (answers.containsKey(name)) {
                int done = controller.answerQuestion(answer(asked, answers.get(name)), true);
                check(done == FormEntryController.ANSWER_OK, name + " was refused: " + done);
            }
        }
        form.postProcessInstance();
        return new XFormSerializingVisitor().serializeInstance(form.getInstance());
    }

    private static IAnswerData answer(FormEntryPrompt asked, String said) {
        if (asked.getControlType() == Constants.CONTROL_SELECT_ONE) {
            return new SelectOneData(chosen(asked, said));
        }
        if (asked.getControlType() == Constants.CONTROL_SELECT_MULTI) {
            List<Selection> all = new ArrayList<>();
            for (String one : said.split(" ")) {
                all.add(chosen(asked, one));
            }
            return new SelectMultiData(all);
        }
        if (asked.getDataType() == Constants.DATATYPE_INTEGER) {
            return new IntegerData(Integer.parseInt(said));
        }
        return new StringData(said);
    }

    private static Selection chosen(FormEntryPrompt asked, String value) {
        for (SelectChoice one : asked.getSelectChoices()) {
            if (one.getValue().equals(value)) {
                return one.selection();
            }
        }
        throw new IllegalStateException("no choice " + value);
    }

    /** As Collect does it: the filled form with each part, and a mark while more follow. */
    private static void send(long limit, Path form, List<String> media) throws Exception {
        HttpResponse<byte[]> head = ask("HEAD", server + "/submission?deviceID=collect%3Ax", null, true);
        System.out.println("head " + head.statusCode());
        if (head.statusCode() != 204) {
            return;
        }
        long most = limit > 0 ? limit
                : Long.parseLong(head.headers().firstValue("X-OpenRosa-Accept-Content-Length").get());
        int at = 0;
        do {
            Multipart body = new Multipart();
            body.file("xml_submission_file", form, "text/xml");
            long size = Files.size(form);
            while (at < media.size()) {
                Path one = Path.of(media.get(at));
                body.file(one.getFileName().toString(), one, "application/octet-stream");
                size += Files.size(one);
                at++;
                if (at < media.size() && size + Files.size(Path.of(media.get(at))) > most) {
                    body.field("*isIncomplete*", "yes");
                    break;
                }
            }
            HttpResponse<byte[]> answer = ask("POST", server + "/submission?deviceID=x", body, true);
            check(answer.headers().firstValue("X-OpenRosa-Version").orElse("").equals("1.0"), "version");
            Element said = root(answer.body(), "OpenRosaResponse", "http://openrosa.org/http/response");
            System.out.println("sent " + answer.statusCode() + " " + text(children(said, "message").get(0)));
            if (answer.statusCode() != 201) {
                return;
            }
        } while (at < media.size());
    }

    private static byte[] fetched(String address) throws Exception {
        HttpResponse<byte[]> answer = ask("GET", address, null, true);
        check(answer.statusCode() == 200, address + ": " + answer.statusCode());
        check(answer.headers().firstValue("X-OpenRosa-Version").orElse("").equals("1.0"), "version");
        check(answer.headers().firstValue("Content-Type").orElse("").startsWith("text/xml"), "type");
        return answer.body();
    }

    private static HttpResponse<byte[]> ask(String method, String address, Multipart body, boolean known)
            throws Exception {
        HttpRequest.Builder made = HttpRequest.newBuilder(URI.create(address))
                .header("X-OpenRosa-Version", "1.0");
        if (known) {
            made.header("Authorization", credentials);
        }
        if (body == null) {
            made.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            made.header("Content-Type", "multipart/form-data; boundary=" + Multipart.BOUNDARY);
            made.method(method, HttpRequest.BodyPublishers.ofByteArray(body.ended()));
        }
        return CLIENT.send(made.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Element root(byte[] xml, String name, String space) throws Exception {
        KXmlParser parser = new KXmlParser();
        parser.setInput(new StringReader(new String(xml, StandardCharsets.UTF_8)));
        parser.setFeature("http://xmlpull.org/v1/doc/features.html#process-namespaces", true);
        Document document = new Document();
        document.parse(parser);
        Element root = document.getRootElement();
        check(root.getName().equals(name) && root.getNamespace().equals(space), "no " + name);
        return root;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (int at = 0; at < parent.getChildCount(); at++) {
            Element one = parent.getElement(at);
            if (one != null && (name == null || name.equals(one.getName()))) {
                found.add(one);
            }
        }
        return found;
    }

    private static String text(Element one) {
        StringBuilder said = new StringBuilder();
        for (int at = 0; at < one.getChildCount(); at++) {
            if (one.getText(at) != null) {
                said.append(one.getText(at));
            }
        }
        return said.toString();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static class Multipart {
        static final String BOUNDARY = "collect-7MA4YWxkTrZu0gW";
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void field(String name, String value) throws Exception {
            begin(name, "");
            out.write((value + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        void file(String name, Path path, String type) throws Exception {
            begin(name, "; filename=\"" + path.getFileName() + "\"\r\nContent-Type: " + type);
            out.write(Files.readAllBytes(path));
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }

        byte[] ended() throws Exception {
            out.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return out.toByteArray();
        }

        private void begin(String name, String more) throws Exception {
            out.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\""
                    + more + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The phone has no number and no owner. */
    private static class NoProperties implements IPropertyManager {
        public List<String> getProperty(String name) {
            return List.of();
        }

        public void setProperty(String name, String value) {}

        public void setProperty(String name, List<String> value) {}

        public String getSingularProperty(String name) {
            return "";
        }

        public void addRules(IPropertyRules rules) {}

        public List<IPropertyRules> getRules() {
            return List.of();
        }
    }
}
